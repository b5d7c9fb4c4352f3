df?
?np.sort
df.head??
%time?
x = 1

# expect:
x = 1
