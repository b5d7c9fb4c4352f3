# %%
import heapq
queue = []
item = [1]
heapq.heappush(queue, item)
item.append(2)
queue

# expect: 3 mutates queue
# expect: 4 mutates item, queue
