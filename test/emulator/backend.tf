# The team's backend.tf of these tests: as backend.tf.example, for an S3 that has no host name for each bucket.
terraform {
  backend "s3" {
    bucket         = "lintel-state-{account}-{region}"
    region         = "{region}"
    dynamodb_table = "lintel-state-locks"
    encrypt        = true
    kms_key_id     = "alias/lintel-state"
    key            = "lintel"
    use_path_style = true
  }
}
