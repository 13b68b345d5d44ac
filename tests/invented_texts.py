"""Reports as papers print them again: the same words under another opening, cut, or told of another day."""

REPORT = (
    "3月4日，云溪区在石门镇召开春灌工作现场会，区长陆明远出席并讲话。会议指出，今春以来全区降水偏少，土壤墒情不足，"
    "各镇要抢抓农时，把水引到田头。与会人员先后察看了石门镇新修的提灌站、渠系配套工程和节水示范田，听取了镇村负责同志的情况介绍。"
    "陆明远强调，要落实包渠到人的办法，管好用好每一方水；要组织农技人员下到村组，指导群众科学浇灌；"
    "要严查截水毁渠的行为，维护正常的用水秩序。区水利局、区农业农村局和各镇负责同志参加会议。"
)
# What a paper with less room leaves out.
CUT = REPORT.replace(
    "与会人员先后察看了石门镇新修的提灌站、渠系配套工程和节水示范田，听取了镇村负责同志的情况介绍。", ""
)
LOCAL = "本报讯（记者 白小川）" + REPORT
WIRE = "据青岚市融媒体中心消息：" + REPORT

WEATHER = (
    "市气象台{day}日发布天气预报：今天夜间到明天，全市多云转晴，偏北风{low}到{high}级，最低气温{cold}度，最高气温{warm}度，"
    "云溪区、石门镇一带有轻雾；后天晴到多云，气温回升到{later}度，请市民注意早晚温差，适时增减衣物，司机雾天行车减速慢行。"
)
MONDAY = WEATHER.format(day=6, low=2, high=3, cold=4, warm=12, later=15)
TUESDAY = WEATHER.format(day=7, low=3, high=4, cold=5, warm=14, later=16)

APPOINTED = (
    "云溪区人大常委会第九次会议今天上午开了半天，表决以后，任命{name}为云溪区副区长。"
    "主任马川主持会议，把任命书交到新任命的人手里，新任命的人向宪法宣誓，代表和旁听的群众鼓掌祝贺。"
)
"""One set form, told of two people."""
