%%capture log
print("""a
b""")
# %%
log.stdout

# expect:
# finding: MS007
# shown: log.stdout
print("""a
b""")
log.stdout
