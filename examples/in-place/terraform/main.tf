# An ECS service behind a load balancer, by Terraform, that keeps its name through canaries. All that it has for them is a second target
# group, at weight 0, and what its code leaves to whatever deploys it.

terraform {
  required_providers {
    aws = { source = "hashicorp/aws" }
  }
}

variable "cluster" { type = string }
variable "image" { type = string }
variable "vpc" { type = string }
variable "subnets" { type = list(string) }
variable "security_groups" { type = list(string) }
variable "listener_arn" { type = string }

resource "aws_ecs_task_definition" "cart" {
  family                   = "cart"
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = 256
  memory                   = 512
  container_definitions = jsonencode([{
    name         = "cart"
    image        = var.image
    essential    = true
    portMappings = [{ containerPort = 8080 }]
  }])
}

resource "aws_lb_target_group" "cart" {
  for_each = {
    own    = {}
    canary = { "serin:environment" = var.cluster, "serin:service" = "cart" } # whose canaries may use it
  }
  name                 = "cart-${each.key}"
  target_type          = "ip"
  port                 = 80
  protocol             = "HTTP"
  vpc_id               = var.vpc
  deregistration_delay = 3
  tags                 = each.value
  health_check {
    path              = "/health"
    interval          = 5
    timeout           = 4
    healthy_threshold = 2
  }
}

resource "aws_lb_listener_rule" "cart" {
  listener_arn = var.listener_arn
  priority     = 1
  condition {
    path_pattern { values = ["/cart*"] }
  }
  action {
    type = "forward"
    forward {
      target_group {
        arn    = aws_lb_target_group.cart["own"].arn
        weight = 100
      }
      target_group {
        arn    = aws_lb_target_group.cart["canary"].arn
        weight = 0
      }
    }
  }
}

resource "aws_ecs_service" "cart" {
  name            = "cart"
  cluster         = var.cluster
  task_definition = aws_ecs_task_definition.cart.arn
  launch_type     = "FARGATE"
  desired_count   = 2
  network_configuration {
    subnets         = var.subnets
    security_groups = var.security_groups
  }
  load_balancer {
    target_group_arn = aws_lb_target_group.cart["own"].arn
    container_name   = "cart"
    container_port   = 8080
  }
  depends_on = [aws_lb_listener_rule.cart]

  lifecycle {
    ignore_changes = [task_definition, desired_count]
  }
}

output "rule" { value = aws_lb_listener_rule.cart.arn }
