package = "shap"
!pip install {package}

# expect:
# finding: MS004
package = "shap"
