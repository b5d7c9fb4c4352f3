from google.colab.patches import cv2_imshow
cv2_imshow(image)
x = 1

# expect:
# comment: # cv2_imshow(image)
# finding: MS007
x = 1
