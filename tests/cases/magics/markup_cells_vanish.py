%%html
<h1>It's</h1>
# %%
%%javascript
alert(1)
# %%
%%latex
$x$
# %%
x = 1

# expect:
x = 1
