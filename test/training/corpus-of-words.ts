import type { LabelledMessage } from "../../training/messages.ts";

const words: Record<string, string[]> = {
  water: ["停水", "自来水", "水管爆裂", "水压太低", "水费不对"],
  school: ["学校招生", "老师补课", "校服太贵", "学费退还", "幼儿园入园"],
  noise: ["噪音扰民", "半夜施工", "广场舞", "装修声音", "打桩不停"],
};
const around = ["小区里", "从上周开始", "多次反映", "请尽快处理", "影响生活", "没有人管", "希望答复", "已经三天"];

/** Made-up messages of three labels, the same for the same count: each a few words of its label among common ones. */
export function messagesOfWords(each: number): LabelledMessage[] {
  return Object.entries(words).flatMap(([label, own]) =>
    Array.from({ length: each }, (_, number) => {
      const pick = (list: readonly string[], step: number) => list[(number * step + step) % list.length] as string;
      const body = [pick(around, 3), pick(own, 1), pick(around, 5), pick(own, 2), pick(around, 7), `第${number}次`];
      // The number in letters keeps each text distinct: digits are all read alike.
      const distinct = [...String(number)].map((digit) => "甲乙丙丁戊己庚辛壬癸"[Number(digit)]).join("");
      return { title: pick(own, 1), body: `${body.join("，")}，${distinct}`, label, at: `made-up:${number}` };
    }),
  );
}
