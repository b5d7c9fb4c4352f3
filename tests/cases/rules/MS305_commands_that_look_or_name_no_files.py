# %%
!head -5 data.csv
!mkdir -p models
!python -m nltk.downloader stopwords
!python -m spacy download en_core_web_sm
!git config --global user.email dana@example.com
!some-tool https://example.com/data.csv
!cat data.csv | wc -l

# expect:
