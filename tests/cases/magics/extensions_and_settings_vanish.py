%load_ext autoreload
%autoreload 2
%config InlineBackend.figure_format = 'retina'
x = 1

# expect:
x = 1
