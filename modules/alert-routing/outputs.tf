output "p1_topic_arn" {
  description = "Topic for alerts that wake somebody up."
  value       = aws_sns_topic.priority["p1"].arn
}

output "p2_topic_arn" {
  description = "Topic for alerts that are looked at within the hour."
  value       = aws_sns_topic.priority["p2"].arn
}

output "p3_topic_arn" {
  description = "Topic for alerts that are looked at today."
  value       = aws_sns_topic.priority["p3"].arn
}

output "p4_topic_arn" {
  description = "Topic for alerts that are looked at this week."
  value       = aws_sns_topic.priority["p4"].arn
}
