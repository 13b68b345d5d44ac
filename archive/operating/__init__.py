"""What an operator has to know: whether the archive can serve, how it is, and what is wrong with it.

`readiness` answers a load balancer, `facts` an operator, `checks` a timer once a week.
"""
