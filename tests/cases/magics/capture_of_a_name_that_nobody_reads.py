%%capture out
model = fit()

# expect:
model = fit()
