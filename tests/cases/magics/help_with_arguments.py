?
?? df.head
df['a'].head?
x = 1

# expect:
x = 1
