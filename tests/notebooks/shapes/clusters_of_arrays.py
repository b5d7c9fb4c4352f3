# %% [markdown]
# # Customer segmentation
# ## Load
# %%
import pandas as pd
import matplotlib.pyplot as plt
from sklearn.cluster import KMeans
from sklearn.preprocessing import StandardScaler
dataset = pd.read_csv('customers.csv')
X = dataset.iloc[:, [3, 4]].values
# %%
sc = StandardScaler()
X = sc.fit_transform(X)
# %%
wcss = []
for i in range(1, 11):
    kmeans = KMeans(n_clusters = i, init = 'k-means++', random_state = 42, n_init=10)
    kmeans.fit(X)
    wcss.append(kmeans.inertia_)
plt.plot(range(1, 11), wcss)
plt.title('The Elbow Method')
plt.show()
# %%
kmeans = KMeans(n_clusters = 5, init = 'k-means++', random_state = 42, n_init=10)
y_kmeans = kmeans.fit_predict(X)
# %%
plt.scatter(X[y_kmeans == 0, 0], X[y_kmeans == 0, 1], s = 100, c = 'red', label = 'Cluster 1')
plt.scatter(kmeans.cluster_centers_[:, 0], kmeans.cluster_centers_[:, 1], s = 300, c = 'yellow')
plt.legend()
plt.show()
# %%
from sklearn.metrics import silhouette_score
silhouette_score(X, y_kmeans)
# %%
dataset['cluster'] = y_kmeans
dataset.groupby('cluster').mean(numeric_only=True)
