"""The AWS APIs of the local cloud: moto, with the services that a rollout depends on written anew in front of it."""
