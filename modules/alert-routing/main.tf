# Four topics, one for each priority of an alert, and who listens to them.

locals {
  receivers = {
    p1 = { email = var.p1_emails, https = var.p1_https_endpoints, sms = var.p1_sms_numbers }
    p2 = { email = var.p2_emails, https = var.p2_https_endpoints, sms = var.p2_sms_numbers }
    p3 = { email = var.p3_emails, https = var.p3_https_endpoints, sms = var.p3_sms_numbers }
    p4 = { email = var.p4_emails, https = var.p4_https_endpoints, sms = var.p4_sms_numbers }
  }

  # One subscription for each receiver, under an address that does not change when another one comes or goes.
  subscriptions = merge(flatten([
    for priority, protocols in local.receivers : [
      for protocol, endpoints in protocols : {
        for endpoint in endpoints : "${priority}-${protocol}-${endpoint}" => {
          priority = priority
          protocol = protocol
          endpoint = endpoint
        }
      }
    ]
  ])...)
}

resource "aws_sns_topic" "priority" {
  for_each = local.receivers

  name              = "${var.name_prefix}-${each.key}"
  kms_master_key_id = var.kms_key_arn
}

resource "aws_sns_topic_policy" "priority" {
  for_each = local.receivers

  arn = aws_sns_topic.priority[each.key].arn
  policy = jsonencode({
    Version = "2012-10-17"
    Statement = [
      {
        Sid       = "AlarmsPublish"
        Effect    = "Allow"
        Principal = { Service = "cloudwatch.amazonaws.com" }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.priority[each.key].arn
        Condition = { StringEquals = { "aws:SourceAccount" = var.account_id } }
      },
      {
        Sid       = "TlsOnly"
        Effect    = "Deny"
        Principal = { AWS = "*" }
        Action    = "sns:Publish"
        Resource  = aws_sns_topic.priority[each.key].arn
        Condition = { Bool = { "aws:SecureTransport" = "false" } }
      },
    ]
  })
}

# Whether there is a pager is no secret, only its URL is.
resource "aws_sns_topic_subscription" "pager" {
  for_each = toset(nonsensitive(var.pager_endpoint != "") ? ["p1", "p2"] : [])

  topic_arn              = aws_sns_topic.priority[each.key].arn
  protocol               = "https"
  endpoint               = var.pager_endpoint
  endpoint_auto_confirms = true
}

resource "aws_sns_topic_subscription" "receiver" {
  for_each = local.subscriptions

  topic_arn = aws_sns_topic.priority[each.value.priority].arn
  protocol  = each.value.protocol
  endpoint  = each.value.endpoint
}
