import { covers } from "../domain/region.ts";
import type { Problem } from "./check.ts";
import type { Directory } from "./directory.ts";
import { repeated } from "./repeated.ts";
import { type ReplyTemplate, replyElements } from "./reply-template.ts";

/** What is said to requesters: reply templates answer what they promise in both languages, no question is asked twice. */
export function replyProblems({ replyTemplates, categories }: Directory): Problem[] {
  const codes = new Set(categories.map(({ code }) => code));
  const versionOf = ({ category, version }: ReplyTemplate) => `version ${version} for category ${category}`;
  return [
    ...repeated(replyTemplates, ({ id }) => id).map(({ index, key }) => ({
      path: ["replyTemplates", index, "id"],
      message: `template ${key} is listed twice; give one of them another id`,
    })),
    ...repeated(replyTemplates, versionOf).map(({ index, key }) => ({
      path: ["replyTemplates", index, "version"],
      message: `there is a ${key} already; raise the version`,
    })),
    ...replyTemplates.flatMap((template, index) => [
      ...(codes.has(template.category)
        ? []
        : [
            {
              path: ["replyTemplates", index, "category"],
              message: `there is no category ${template.category}; name a category of this directory`,
            },
          ]),
      ...wordingProblems(template, index),
    ]),
    ...questionProblems(categories),
  ];
}

function wordingProblems({ requires, wording }: ReplyTemplate, index: number): Problem[] {
  return (["zh", "en"] as const).flatMap((language) => {
    const places = [...wording[language].matchAll(/\{([^{}]*)\}/g)].map(([, name = ""]) => name);
    const path = ["replyTemplates", index, "wording", language];
    const lacking = requires.filter((element) => !places.includes(element));
    const unknown = places.filter((place) => !replyElements.some((element) => element === place));
    return [
      ...lacking.map((element) => ({
        path,
        message: `says nothing about ${element}; write {${element}} where it goes`,
      })),
      ...unknown.map((place) => ({ path, message: `{${place}} is filled by nobody; use ${replyElements.join(", ")}` })),
    ];
  });
}

/** A category asks what those above it ask, and what it asks itself: each code once. */
function questionProblems(categories: Directory["categories"]): Problem[] {
  const asking = [...categories.entries()].filter(([, { questions = [] }]) => questions.length > 0);
  return asking.flatMap(([index, { code, questions = [] }]) => {
    const above = asking.flatMap(([, other]) =>
      other.code !== code && covers(other.code, code) ? other.questions : [],
    );
    const asked = [...above, ...questions].map((question) => question?.code);
    return repeated(asked, (key) => key)
      .filter(({ index: at }) => at >= above.length)
      .map(({ index: at, key }) => ({
        path: ["categories", index, "questions", at - above.length, "code"],
        message: `${key} is asked already, here or by a category above; remove one`,
      }));
  });
}
