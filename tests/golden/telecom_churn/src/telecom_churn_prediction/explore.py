"""Look at the data."""

import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns

from telecom_churn_prediction.report import look, report


@look
def inspect_df(df: pd.DataFrame) -> None:
    """Inspect `df`."""
    report.show("df head", df.head())
    report.show("df shape", df.shape)
    df.info()


@look
def show_df_missing_values(df: pd.DataFrame) -> None:
    """Show `df.isnull().sum()`."""
    report.show("df isnull sum", df.isnull().sum())


@look
def plot_how_many_leave(df: pd.DataFrame) -> None:
    """Plot how many leave."""
    report.show("df isnull sum sum", df.isnull().sum().sum())
    sns.countplot(x="Churn", data=df)
    plt.title("How many leave")
    report.figure("how many leave")
    plt.figure(figsize=(8, 4))
    for value in df["Churn"].unique():
        plt.hist(df[df["Churn"] == value]["tenure"], bins=24, alpha=0.5, label=value)
    plt.legend()
    plt.xlabel("tenure in months")
    report.figure("tenure histogram")


@look
def plot_corr_heatmap(df: pd.DataFrame) -> None:
    """Plot corr heatmap."""
    corr = df.corr()
    plt.figure(figsize=(9, 7))
    sns.heatmap(corr, cmap="coolwarm")
    report.figure("corr heatmap")


@look
def show_x_train_shape(X_train: pd.DataFrame, X_test: pd.DataFrame) -> None:
    """Show `X_train.shape`."""
    print(X_train.shape, X_test.shape)
