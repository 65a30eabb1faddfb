output "worker_role" {
  description = "For `serin lint --live --role`"
  value       = aws_iam_role.worker.arn
}
