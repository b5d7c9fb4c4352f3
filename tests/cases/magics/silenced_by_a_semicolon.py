plt.plot(x);
# %%
;
# %%
y;  # no

# expect:
plt.plot(x)
y  # no
