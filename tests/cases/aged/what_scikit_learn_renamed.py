from sklearn.linear_model import RidgeCV

ridge = RidgeCV(alphas=[1.0, 2.0], store_cv_values=True).fit([[0.0], [1.0], [2.0]], [0, 1, 2])
assert ridge.cv_values_.shape == (3, 2)
