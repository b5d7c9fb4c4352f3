x = 'a \
%time b'
y = """c
d""" + '''e
!f'''
!ls

# expect:
import subprocess
x = 'a \
%time b'
y = """c
d""" + '''e
!f'''
subprocess.run("ls", shell=True, check=False)
