variable "name" {
  description = "Name of what is made"
  type        = string
  default     = "serin-worker"
}

variable "cluster" {
  description = "Name of the ECS cluster that the workers run on"
  type        = string
}

variable "subnets" {
  description = "Subnets from which Temporal and AWS's APIs can be reached; in two zones, so that one may fail"
  type        = list(string)
}

variable "security_groups" {
  description = "Security groups of the workers; nothing has to get in, 443 and Temporal's port have to get out"
  type        = list(string)
}

variable "assign_public_ip" {
  description = "true in subnets without a NAT gateway"
  type        = bool
  default     = false
}

variable "image" {
  description = "Serin's image, by tag or digest"
  type        = string
}

variable "worker_count" {
  description = "Workers; two or more go on when one dies"
  type        = number
  default     = 2
}

variable "cpu" {
  type    = number
  default = 512
}

variable "memory" {
  type    = number
  default = 1024
}

variable "temporal_address" {
  description = "Host and port of Temporal's frontend"
  type        = string
}

variable "temporal_namespace" {
  type    = string
  default = "default"
}

variable "temporal_api_key_secret" {
  description = "ARN of the secret with Temporal's API key, as plain text; null where Temporal asks for none"
  type        = string
  default     = null
}

variable "task_queue" {
  type    = string
  default = "serin"
}

variable "rollout_policies" {
  description = "Policies that `serin iam -f FILE -o json` printed, by name: { cart = file(\"cart-policy.json\") }"
  type        = map(string)
}
