variable "name_prefix" {
  description = "What the topics' names begin with; the priority follows."
  type        = string
}

variable "account_id" {
  description = "Account whose alarms may publish."
  type        = string
}

variable "kms_key_arn" {
  description = "Key that encrypts the messages. Its policy has to let cloudwatch.amazonaws.com use it."
  type        = string
}

variable "pager_endpoint" {
  description = "HTTPS endpoint of a pager for P1 and P2, which confirms by itself; empty for none. Its URL is a credential."
  type        = string
  default     = ""
  sensitive   = true
}

variable "p1_emails" {
  description = "E-mail addresses for P1: somebody is woken up."
  type        = list(string)
  default     = []
}

variable "p1_https_endpoints" {
  description = "HTTPS endpoints for P1."
  type        = list(string)
  default     = []
}

variable "p2_emails" {
  description = "E-mail addresses for P2: looked at within the hour."
  type        = list(string)
  default     = []
}

variable "p2_https_endpoints" {
  description = "HTTPS endpoints for P2."
  type        = list(string)
  default     = []
}

variable "p3_emails" {
  description = "E-mail addresses for P3: looked at today."
  type        = list(string)
  default     = []
}

variable "p3_https_endpoints" {
  description = "HTTPS endpoints for P3."
  type        = list(string)
  default     = []
}

variable "p4_emails" {
  description = "E-mail addresses for P4: looked at this week."
  type        = list(string)
  default     = []
}

variable "p4_https_endpoints" {
  description = "HTTPS endpoints for P4."
  type        = list(string)
  default     = []
}

variable "p1_sms_numbers" {
  description = "Telephone numbers for P1, in the form +6561234567."
  type        = list(string)
  default     = []
}

variable "p2_sms_numbers" {
  description = "Telephone numbers for P2, in the form +6561234567."
  type        = list(string)
  default     = []
}

variable "p3_sms_numbers" {
  description = "Telephone numbers for P3, in the form +6561234567."
  type        = list(string)
  default     = []
}

variable "p4_sms_numbers" {
  description = "Telephone numbers for P4, in the form +6561234567."
  type        = list(string)
  default     = []
}
