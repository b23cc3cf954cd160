import { SearchCollection } from "../../../src/constructs/database/search-collection";
import { SearchEndpoint } from "../../../src/constructs/database/search-endpoint";
import { LogGroup } from "../../../src/constructs/observability/log-group";
import { LogSearch } from "../../../src/constructs/observability/log-search";
import { LogBucket } from "../../../src/constructs/storage/log-bucket";
import { build, testKey } from "../../support/construct";
import { NETWORK } from "../../support/service";

const { subject, problems } = build((stack) => {
  const key = testKey(stack);
  const endpoint = new SearchEndpoint(stack, "search", { network: NETWORK });
  new LogSearch(stack, "log-search", {
    network: NETWORK,
    logGroup: new LogGroup(stack, "log", { name: "/shop/prod/api", retentionDays: 30, key }),
    endpoint,
    collection: new SearchCollection(stack, "logs", {
      name: "logs",
      description: "Logs",
      type: "TIMESERIES",
      endpoint,
      key,
      standbyReplicas: false,
    }),
    key,
    accessLogs: new LogBucket(stack, "access", { retentionDays: 30 }),
  });
});

const CONFIGURATION = "opensearchserverless_configuration";

test("entries go from the log group over a stream to the collection", () => {
  expect(problems).toEqual([]);
  const filter = subject.one("aws_cloudwatch_log_subscription_filter");
  expect(filter.get("log_group_name")).toBe(subject.one("aws_cloudwatch_log_group").ref("name"));
  const stream = subject.one("aws_kinesis_firehose_delivery_stream");
  expect(filter.get("destination_arn")).toBe(stream.ref("arn"));
  expect(stream.get(`${CONFIGURATION}.collection_endpoint`)).toBe(
    subject.one("aws_opensearchserverless_collection").ref("collection_endpoint"),
  );
});

test("CloudWatch packs what it hands over, so the stream unpacks it", () => {
  const stream = subject.one("aws_kinesis_firehose_delivery_stream");
  expect(stream.get(`${CONFIGURATION}.processing_configuration.processors.type`)).toBe("Decompression");
});

test("the way is open: the stream's group reaches the endpoint, and both roles may do their part before it begins", () => {
  const stream = subject.one("aws_kinesis_firehose_delivery_stream");
  const group = subject.one("aws_security_group", "log-search");
  expect(stream.get(`${CONFIGURATION}.vpc_config.security_group_ids`)).toEqual([group.ref("id")]);
  expect(stream.get("depends_on")).toEqual(
    expect.arrayContaining([
      "aws_vpc_security_group_egress_rule.log-search_security-group_to-search-443",
      "aws_iam_role_policy.log-search_role_policy",
    ]),
  );
  const [handOver] = subject.one("aws_iam_role_policy", "sender").statements();
  expect([handOver?.actions, handOver?.resources]).toEqual([
    ["firehose:PutRecord", "firehose:PutRecordBatch"],
    [stream.ref("arn")],
  ]);
  expect(subject.one("aws_cloudwatch_log_subscription_filter").get("depends_on")).toEqual([
    "aws_iam_role_policy.log-search_sender_policy",
  ]);
});

test("what is refused is kept for two weeks", () => {
  const [rule] = subject.one("aws_s3_bucket_lifecycle_configuration", "refused").list("rule");
  expect(rule?.["expiration"]).toEqual([{ days: 14 }]);
});
