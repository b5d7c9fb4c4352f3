%memit -r 3 f(x)
%lprun -f f f(x)
%prun f(x) # why
%%time

# expect:
f(x)
f(x)
f(x)  # why
