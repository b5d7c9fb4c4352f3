%%capture
model = fit()
model

# expect:
model = fit()
model
