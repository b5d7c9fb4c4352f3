# %%
import solver
def search(model, rows):
    best = model.start(rows)
    while best.worse(rows):
        for part in best.parts():
            best = best.join(part.next(best), rows)
            rows = best.rows(part)
        model = best.model(rows)
    return best
found = search(solver.Model(), [1])
found

# expect: barrier
# expect: slice 3 = 0, 1, 2, 3
