from sklearn.metrics import jaccard_similarity_score

assert jaccard_similarity_score([0, 1, 2, 2], [0, 1, 2, 1]) == 0.75
