# %% In [1]
run()
#> KeyboardInterrupt: 
#> ---> 97 time.sleep(1)

# expect:
# 1:0
