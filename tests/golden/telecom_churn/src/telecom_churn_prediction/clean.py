"""Clean the data."""

import pandas as pd

from telecom_churn_prediction.explore import show_df_missing_values


def clean_data(df: pd.DataFrame) -> pd.DataFrame:
    """Clean the data.

    Total charges came as text, blanks where the customer is new.
    """
    df = df.copy()
    df["TotalCharges"] = pd.to_numeric(df["TotalCharges"], errors="coerce")  # ' ' for new customers
    show_df_missing_values(df)
    df["TotalCharges"] = df["TotalCharges"].fillna(df["TotalCharges"].median())
    df["Partner"] = df["Partner"].fillna(df["Partner"].mode()[0])
    df.drop("customerID", axis=1, inplace=True)
    return df.drop_duplicates()
