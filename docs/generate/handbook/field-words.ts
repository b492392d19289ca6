import type { Name } from "../../../shared/directory/names.ts";
import type { Channel, requiredFields } from "../../../shared/directory/places-and-people.ts";
import type { replyElements } from "../../../shared/directory/reply-template.ts";

/** What a channel must bring. */
export const fieldWords: Record<(typeof requiredFields)[number], Name> = {
  externalRef: { zh: "来件编号", en: "its own reference" },
  title: { zh: "标题", en: "a title" },
  requester: { zh: "诉求人", en: "the requester" },
  "requester.phone": { zh: "诉求人电话", en: "the requester's phone" },
  region: { zh: "区域", en: "the region" },
  receivedAt: { zh: "受理时间", en: "when it was received" },
  enterprise: { zh: "企业名称", en: "the enterprise" },
};

/** How the requester is answered. */
export const replyPathWords: Record<Channel["replyPath"], Name> = {
  phone: { zh: "电话", en: "by phone" },
  platform: { zh: "原平台回复", en: "on the platform" },
  letter: { zh: "书面回复", en: "by letter" },
  app: { zh: "应用内消息", en: "in the app" },
  "on-site": { zh: "现场答复", en: "on the spot" },
  "contact-point": { zh: "由联系点答复", en: "by the contact point" },
  superior: { zh: "向上级反馈", en: "by reporting to the superior" },
};

/** What an answer must say. */
export const elementWords: Record<(typeof replyElements)[number], Name> = {
  facts: { zh: "核查事实", en: "the facts" },
  result: { zh: "处理结果", en: "the result" },
  measures: { zh: "采取措施", en: "the measures" },
  basis: { zh: "依据", en: "the legal basis" },
  remedy: { zh: "救济途径", en: "the remedy" },
  contact: { zh: "联系方式", en: "whom to reach" },
};
