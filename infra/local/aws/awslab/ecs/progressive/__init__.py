"""Deployments that shift traffic: blue/green, linear and canary, by ECS itself."""
