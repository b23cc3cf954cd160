// Managed policies of CloudFront, the same ids in every account.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html

/** Nothing is kept. */
export const CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad";
/** What the origin says is followed, and compressed; a day where it says nothing. */
export const CACHING_OPTIMIZED = "658327ea-f89d-4fab-a63d-7e88639e58f6";
/** A bucket sees which page asks, so that it can answer by its CORS rules. */
export const CORS_S3_ORIGIN = "88a5eaf4-2fd4-4709-b370-b4c650ea3fcf";
/** The origin sees everything that the viewer sent, its host name and its WebSocket headers included. */
export const ALL_VIEWER = "216adef6-5c7f-47e4-b989-5492eafa07d3";
/** Answers carry HSTS and what keeps browsers from guessing and framing. */
export const SECURITY_HEADERS = "67f7725c-6f97-4210-82d7-5512b31e9d03";
