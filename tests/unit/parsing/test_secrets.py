"""Secrets in cells become environment variables; what only looks like one stays."""

from collections.abc import Callable
from pathlib import Path

import pytest

from mlship.compiler import compile_notebook
from mlship.settings import Settings

GeneratedFrom = Callable[..., str]
# Made up, in the shapes that they come in.
AWS_ID = "AKIA" + "Q7T2MZX4L9WPB6KD"
AWS_KEY = "wJ4rXUtnF3MI/K7MDENG/bPx" + "RfiCYzT9kQ2vLmNe"
GITHUB = "ghp_" + "a8F3kQ9zLmX2vT7bR4wY6uN1cE5sJ0dH8gPq"
OPENAI = "sk-" + "proj-T3BlbkFJa8F3kQ9zLmX2vT7bR4wY6uN1"
WORD = "Tr0ub4dor" + "&3xyzzy"
HEX = "a8f5f167f44f4964" + "e6c998dee827110c"
PLAIN = "hunter" + "twosecret"


@pytest.fixture
def generated(notebook: Callable[..., Path]) -> GeneratedFrom:
    """Return all that is generated, as one text."""

    def generate(*cells: str) -> str:
        compiled = compile_notebook(notebook(*cells), Settings())
        return repr(compiled.project.files) + repr(compiled.project.diagnostics)

    return generate


@pytest.mark.parametrize(
    ("secret", "code"),
    [
        (HEX, "api_key = '{}'\nprint(len(api_key))"),
        (HEX, "API_KEY: str = '{}'\nprint(len(API_KEY))"),
        (HEX, "user, token = 'me', '{}'\nprint(len(token))"),
        (PLAIN, "password = '{}'\nprint(len(password))"),
        (WORD, "conn = connect(host='db', user='me', password='{}')"),
        (PLAIN, "conn = connect(host='db', user='me', passwd='{}')"),
        (AWS_ID, "session = make(aws_access_key_id='{}')"),
        (AWS_KEY, "session = make('me', aws_secret_access_key='{}')"),
        (AWS_KEY, "secret = '{}'\nprint(len(secret))"),
        (GITHUB, "headers = {{'Authorization': 'token {}'}}\nprint(headers.keys())"),
        (HEX, "headers = {{'Authorization': 'Bearer {}'}}\nprint(headers.keys())"),
        (HEX, "headers = {{'X-Api-Key': '{}'}}\nprint(headers.keys())"),
        (HEX, "import os\nos.environ['KAGGLE_KEY'] = '{}'"),
        (HEX, "import os\nos.environ.setdefault('MY_TOKEN', '{}')"),
        (HEX, "import os\nos.putenv('MY_TOKEN', '{}')"),
        (HEX, "import os\nkey = os.getenv('API_KEY', '{}')\nprint(len(key))"),
        (HEX, "%env WANDB_API_KEY={}\nprint(1)"),
        (HEX, "!export API_KEY={} && echo done\nprint(1)"),
        (HEX, "!kaggle config set -n key -v {}\nprint(1)"),
        (OPENAI, "print(ask('hello', '{}'))"),
        (OPENAI, "# key: {}\nprint(1)"),
        (WORD, "url = 'postgresql://me:{}@db.example.com:5432/sales'\nprint(len(url))"),
        (WORD, "import pandas as pd\nd = pd.read_sql('t', 'mysql+pymysql://root:{}@h/d')\nd.head()"),
        (WORD, "cs = 'Server=db;Uid=sa;Pwd={};'\nprint(len(cs))"),
        (HEX, "r = get('https://api.example.com/v1?apikey={}&q=1')\nprint(r)"),
        (HEX, "r = get(f'https://api.example.com/v1?api_key={}&q={{1}}')\nprint(r)"),
        (HEX, "config = {{'db': {{'password': '{}'}}}}\nprint(config.keys())"),
        (HEX, "class Config:\n    SECRET_KEY = '{}'\nprint(Config)"),
        (HEX, "def login(token='{}'):\n    return token\nprint(len(login()))"),
        (HEX, "#md # A lesson\nUse the api key {} for this.\n"),
        (GITHUB, "!git clone https://{}@github.com/me/repo.git\nprint(1)"),
        (HEX, "openai.api_key = '{}'"),
        (HEX, "wandb.login(key='{}')"),
        (HEX, "parser.add_argument('--token', default='{}')"),
        (HEX, "this does not parse: api_key = '{}'"),
    ],
)  # fmt: skip
def test_a_secret_reaches_no_file(generated: GeneratedFrom, secret: str, code: str) -> None:
    text = code.replace("{}", secret).replace("{{", "{").replace("}}", "}")

    assert secret not in generated(text, "x = 1\nprint(x)")


@pytest.mark.parametrize(
    ("kept", "code"),
    [
        ("max_features", "key = 'max_features'\nprint(key)"),
        ("customer_id", "d = {'key': 'customer_id'}\nprint(d)"),
        ("<PAD>", "pad_token = '<PAD>'\nprint(pad_token)"),
        ("[UNK]", "tokens = make(unk_token='[UNK]')\nprint(tokens)"),
        ("tokens.csv", "token_file = 'tokens.csv'\nprint(token_file)"),
        ("your_api_key_here", "api_key = 'your_api_key_here'\nprint(api_key)"),
        ("token_2", "df = make()\nprint(df.rename(columns={'token': 'token_2'}))"),
        ("password_strength", "target = 'password_strength'\nprint(target)"),
        ("word_tokenize", "tokenizer = 'word_tokenize'\nprint(tokenizer)"),
        ("accuracy_score", "scoring = 'accuracy_score'\nprint(scoring)"),
        ("https://a.org/d.csv?raw=true", "u = 'https://a.org/d.csv?raw=true'\nprint(u)"),
        ("7b52009b64fd0a2a49e6d8a9", "checksum = '7b52009b64fd0a2a49e6d8a9'\nprint(checksum)"),
        ("utf-8-sig", "print(read(password_encoding='utf-8-sig'))"),
        ("Enter your password:", "ask_password = 'Enter your password:'\nprint(ask_password)"),
    ],
)  # fmt: skip
def test_what_is_no_secret_stays(generated: GeneratedFrom, kept: str, code: str) -> None:
    assert kept in generated(code, "x = 1\nprint(x)")
