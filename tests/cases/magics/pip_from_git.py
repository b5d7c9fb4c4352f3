!pip install git+https://github.com/a/some-lib.git@v1 git+https://x.org/r#egg=other

# expect:
# pin: some-lib @ git+https://github.com/a/some-lib.git@v1
# pin: other @ git+https://x.org/r
