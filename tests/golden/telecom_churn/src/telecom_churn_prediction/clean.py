"""Clean the data."""

import pandas as pd

from telecom_churn_prediction.explore import show_df_isnull_sum


def cleaning(df: pd.DataFrame) -> pd.DataFrame:
    """Cleaning.

    Total charges came as text, blanks where the customer is new.
    """
    df = df.copy()
    df["TotalCharges"] = pd.to_numeric(df["TotalCharges"], errors="coerce")  # ' ' for new customers
    show_df_isnull_sum(df)
    df["TotalCharges"] = df["TotalCharges"].fillna(df["TotalCharges"].median())
    df["Partner"] = df["Partner"].fillna(df["Partner"].mode()[0])
    df.drop("customerID", axis=1, inplace=True)
    return df.drop_duplicates()
