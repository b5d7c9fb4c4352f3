%%sql
select * from t
where a = 'b'
# %%
x = 1

# expect:
# comment: # %%sql
# comment: # select * from t
# comment: # where a = 'b'
# finding: MS002
x = 1
