# %%
epochs = 3
rates = {"slow": 0.1}
taken = [1]
taken.pop()
# %%
for epoch in range(epochs):
    loss = epoch
# %%
for name, rate in enumerate(rates.items()):
    best = name
# %%
for each in taken:
    last = each
# %%
epochs = 5
# %%
from matplotlib import pyplot as plt
sizes = [10, 20]
for size in sizes:
    most = size
plt.plot(sizes, sizes)

# expect: 4 defines epoch, loss
# expect: 5 defines best, name, rate
# expect: 6 may each, last
# expect: 10 defines most, size
