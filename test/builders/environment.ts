/** What the functions' modules read when they are loaded; import it before any of them. Nothing is really called there. */
Object.assign(process.env, {
  TABLE_NAME: "jiesu-test",
  BUS_NAME: "jiesu-test",
  MACHINE_ARN: "arn:aws:states:us-east-1:000000000000:stateMachine:case-lifecycle",
  RESPONSE_MACHINE_ARN: "arn:aws:states:us-east-1:000000000000:stateMachine:sensitive-response",
  PARKED_RECORDS_QUEUE_URL: "http://127.0.0.1:1/parked",
  TOKEN_ISSUER: "https://id.example/",
  TOKEN_AUDIENCE: "jiesu",
  AWS_REGION: "us-east-1",
  POWERTOOLS_LOG_LEVEL: "SILENT",
});
