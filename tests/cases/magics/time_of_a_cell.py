%%time
model = fit()
model.score()

# expect:
# shown: model.score()
model = fit()
model.score()
