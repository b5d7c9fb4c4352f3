!wget https://x.org/a.csv -O a.csv
!kaggle datasets download -d a/b
!curl -LO https://x.org/c.csv
!gdown 123
!git clone https://x.org/r
!cp kaggle.json ~/.kaggle/

# expect:
# need: wget https://x.org/a.csv -O a.csv
# need: kaggle datasets download -d a/b
# need: curl -LO https://x.org/c.csv
# need: gdown 123
# need: git clone https://x.org/r
# need: cp kaggle.json ~/.kaggle/
