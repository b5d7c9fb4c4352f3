!pip install --upgrade pip setuptools
!python3 -m pip install -U pip

# expect:
