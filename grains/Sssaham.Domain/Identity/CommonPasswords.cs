using System.Collections.Frozen;

namespace Sssaham.Domain.Identity;

/// <summary>Words that lead every published list of leaked passwords, and what people here would think of first. Lower case.</summary>
internal static class CommonPasswords
{
    public static FrozenSet<string> All { get; } = """
        password passwort passw0rd password1 password12 password123 password1234 passwords mypassword yourpassword newpassword thepassword
        qwerty qwertyuiop qwerty123 qwerty1234 qwertyui qwertz qwertzuiop azerty azertyuiop asdfgh asdfghjkl zxcvbnm zxcvbn 1q2w3e4r 1q2w3e4r5t 1q2w3e4r5t6y qazwsx qazwsxedc 1qaz2wsx 1qaz2wsx3edc q1w2e3r4 q1w2e3r4t5 qweasdzxc qweasd zaq12wsx
        123456 1234567 12345678 123456789 1234567890 0123456789 0987654321 9876543210 987654321 1111111111 0000000000 1231231234 1212121212 1122334455 123123123 123456789a a123456789 abc123456 abcd1234 a1b2c3d4 a1b2c3d4e5 1234qwer qwer1234 123qweasd 123qweasdzxc
        letmein letmeinnow welcome welcome1 welcome123 admin administrator adminadmin admin123 root rootroot toor login loginlogin guest guestguest user default changeme changemenow changeit secret secretsecret topsecret temppassword temporary test testtest testing tester master masterkey superuser superman batman spiderman pokemon starwars
        iloveyou iloveyouu iloveyou1 loveyou lovelove sunshine princess dragon monkey football baseball basketball soccer shadow michael jennifer jordan jessica ashley daniel charlie computer internet samsung google facebook instagram whatsapp microsoft windows linkedin twitter
        freedom whatever trustno1 hello helloworld hellohello flower hottie killer hunter harley ranger buster thomas tigger robert access mustang pepper ginger summer winter spring autumn cheese cookie banana orange chocolate butterfly diamond silver golden purple rainbow forever happy lucky maggie blessed jesus
        correcthorse correcthorsebatterystaple opensesame abracadabra nothing idontknow dontknow
        indonesia indonesia1 jakarta bandung surabaya sayang sayangku sayangkamu akucintakamu cintaku cinta bismillah bismillah1 alhamdulillah assalamualaikum rahasia katasandi katakunci merdeka garuda pancasila persija persib bersama keluarga
        saham sahamku sssaham bursa bursaefek trading trader tradingview investor investasi cuan cuancuan indopremier stockbit bitcoin ethereum binance crypto
        """.Split([' ', '\n', '\r', '\t'], StringSplitOptions.RemoveEmptyEntries).ToFrozenSet(StringComparer.Ordinal);
}
