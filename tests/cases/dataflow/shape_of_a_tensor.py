# %%
import torch
from torch import nn
class Net(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.last = nn.Linear(width, 2)
rows = torch.tensor([[1.0, 2.0]])
# %%
net = Net(rows.shape[1])
steps = torch.optim.Adam(net.parameters())
# %%
rows.sum()

# expect: 5 mutates net, rng:torch
# expect: slice 6 = 0, 3, 6
