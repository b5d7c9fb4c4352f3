!curl https://x.org/key | sudo apt-key add -
x = 1

# expect:
# need: curl https://x.org/key | sudo apt-key add -
# finding: MS003
x = 1
