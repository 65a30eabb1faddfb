# Serin's workers on an ECS cluster of your own. docs/workers.md says what to do before and after.

terraform {
  required_version = ">= 1.5"
  required_providers {
    aws = {
      source  = "hashicorp/aws"
      version = ">= 5.0"
    }
  }
}

data "aws_partition" "here" {}
data "aws_caller_identity" "here" {}
data "aws_region" "here" {}

locals {
  # Its first name is that of provider 5; both know it.
  region      = data.aws_region.here.id
  has_api_key = var.temporal_api_key_secret != null
}

resource "aws_cloudwatch_log_group" "worker" {
  name_prefix       = "${var.name}-"
  retention_in_days = 30
}

data "aws_iam_policy_document" "by_tasks" {
  statement {
    actions = ["sts:AssumeRole"]
    principals {
      type        = "Service"
      identifiers = ["ecs-tasks.amazonaws.com"]
    }
    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [data.aws_caller_identity.here.account_id]
    }
    condition {
      test     = "ArnLike"
      variable = "aws:SourceArn"
      values   = ["arn:${data.aws_partition.here.partition}:ecs:${local.region}:${data.aws_caller_identity.here.account_id}:*"]
    }
  }
}

# What starts the container; the workers themselves do not have it.
resource "aws_iam_role" "execution" {
  name_prefix        = "${var.name}-start-"
  assume_role_policy = data.aws_iam_policy_document.by_tasks.json
}

resource "aws_iam_role_policy_attachment" "execution" {
  role       = aws_iam_role.execution.name
  policy_arn = "arn:${data.aws_partition.here.partition}:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
}

resource "aws_iam_role_policy" "api_key" {
  count = local.has_api_key ? 1 : 0
  role  = aws_iam_role.execution.name
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [{
      Effect   = "Allow"
      Action   = "secretsmanager:GetSecretValue"
      Resource = var.temporal_api_key_secret
    }]
  })
}

resource "aws_iam_role" "worker" {
  name_prefix        = "${var.name}-"
  assume_role_policy = data.aws_iam_policy_document.by_tasks.json
}

resource "aws_iam_role_policy" "rollouts" {
  for_each = var.rollout_policies
  name     = each.key
  role     = aws_iam_role.worker.name
  policy   = each.value
}

resource "aws_ecs_task_definition" "worker" {
  family                   = var.name
  requires_compatibilities = ["FARGATE"]
  network_mode             = "awsvpc"
  cpu                      = var.cpu
  memory                   = var.memory
  execution_role_arn       = aws_iam_role.execution.arn
  task_role_arn            = aws_iam_role.worker.arn

  container_definitions = jsonencode([{
    name                   = "worker"
    image                  = var.image
    essential              = true
    readonlyRootFilesystem = true
    # Activities under way get ten seconds; the rest is for the connection's end.
    stopTimeout     = 30
    linuxParameters = { initProcessEnabled = true }
    environment = [
      { name = "AWS_REGION", value = local.region },
      { name = "SERIN_HEALTH_ADDRESS", value = "0.0.0.0:8080" },
      { name = "SERIN_TASK_QUEUE", value = var.task_queue },
      { name = "TEMPORAL_ADDRESS", value = var.temporal_address },
      { name = "TEMPORAL_NAMESPACE", value = var.temporal_namespace },
    ]
    secrets = [for arn in compact([var.temporal_api_key_secret]) : { name = "TEMPORAL_API_KEY", valueFrom = arn }]
    # The image's own, which ECS does not look at.
    healthCheck = {
      command     = ["CMD", "node", "worker/dist/healthy.js", "127.0.0.1:8080"]
      interval    = 15
      timeout     = 5
      retries     = 3
      startPeriod = 60
    }
    logConfiguration = {
      logDriver = "awslogs"
      options = {
        awslogs-group         = aws_cloudwatch_log_group.worker.name
        awslogs-region        = local.region
        awslogs-stream-prefix = "worker"
      }
    }
  }])
}

resource "aws_ecs_service" "worker" {
  name            = var.name
  cluster         = var.cluster
  task_definition = aws_ecs_task_definition.worker.arn
  launch_type     = "FARGATE"
  desired_count   = var.worker_count

  deployment_circuit_breaker {
    enable   = true
    rollback = true
  }

  network_configuration {
    subnets          = var.subnets
    security_groups  = var.security_groups
    assign_public_ip = var.assign_public_ip
  }
}
