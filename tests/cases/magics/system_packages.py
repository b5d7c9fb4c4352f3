!apt-get update -q
!sudo apt-get install -y graphviz
x = 1

# expect:
# need: sudo apt-get install -y graphviz
# finding: MS003
x = 1
