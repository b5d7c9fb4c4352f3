x = """
!ls
%cd a
df?
"""
z = "it's" # it's (
%matplotlib inline

# expect:
x = """
!ls
%cd a
df?
"""
z = "it's"  # it's (
