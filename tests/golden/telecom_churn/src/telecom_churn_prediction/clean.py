"""Clean the data."""

import pandas as pd

from telecom_churn_prediction.explore import show_df_missing_values
from telecom_churn_prediction.learned import Learned


def clean_data(df: pd.DataFrame, learned: Learned) -> pd.DataFrame:
    """Clean the data: fill missing values, convert types, drop columns and drop duplicates.

    Total charges came as text, blanks where the customer is new.
    """
    df = df.copy()
    df["TotalCharges"] = pd.to_numeric(df["TotalCharges"], errors="coerce")  # ' ' for new customers
    if learned.fitting:
        show_df_missing_values(df)
    df["TotalCharges"] = df["TotalCharges"].fillna(
        learned("total_charges_median", df["TotalCharges"].median)
    )
    df["Partner"] = df["Partner"].fillna(learned("partner_mode", df["Partner"].mode)[0])
    df.drop("customerID", axis=1, inplace=True)
    if learned.fitting:
        df = df.drop_duplicates()
    return df
