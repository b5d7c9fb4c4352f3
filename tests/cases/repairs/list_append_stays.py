numbers = []
numbers.append(3)
# today:
numbers = []
numbers.append(3)
