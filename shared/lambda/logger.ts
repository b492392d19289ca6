import { Logger } from "@aws-lambda-powertools/logger";

/** Structured logs. Ids and reasons only: names, phones and texts never go into a log. */
export const logger = new Logger({ serviceName: "jiesu" });
